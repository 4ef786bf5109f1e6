package dev.penstock.did.formula;

import dev.penstock.error.PenstockException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads formulas by recursive descent: `+` binds least, then `*`, then `:`, as in R.
final class FormulaParser {
    private static final Set<String> FUNCTIONS = Set.of("I", "log", "sqrt", "exp", "abs");

    /// `a * b * c * ...` doubles with each name.
    private static final int MOST_TERMS = 1000;

    private static final int DEEPEST = 100;

    private static final int MOST_TOKENS = 5000;

    private final String text;
    private final List<Token> tokens;
    private int next;
    private int depth;

    FormulaParser(String text) {
        this.text = text;
        this.tokens = new Lexer(text).tokens();
        if (tokens.size() > MOST_TOKENS) {
            throw Lexer.failure(text, "more than " + MOST_TOKENS + " names and signs", tokens.get(MOST_TOKENS).at());
        }
    }

    /// @throws PenstockException DID-E24
    List<Term> parse() {
        if (look().is('~')) {
            next++;
        }
        Collection<Term> sum = sum();
        if (look().kind() != Token.Kind.END) {
            throw unexpected();
        }
        return sum.stream().sorted(Comparator.comparingInt(Term::degree)).toList();
    }

    private Token look() {
        return tokens.get(next);
    }

    private PenstockException unexpected() {
        Token token = look();
        return Lexer.failure(
                text,
                token.kind() == Token.Kind.END ? "unexpected end" : "unexpected '" + token.text() + "'",
                token.at());
    }

    private boolean take(char sign) {
        boolean there = look().is(sign);
        next += there ? 1 : 0;
        return there;
    }

    private void expect(char sign) {
        if (!take(sign)) {
            throw unexpected();
        }
    }

    private Set<Term> sum() {
        Set<Term> terms = summand();
        while (take('+')) {
            addAll(terms, summand());
        }
        return terms;
    }

    /// `1` is the intercept, which is there anyhow.
    private Set<Term> summand() {
        Token token = look();
        if (token.kind() == Token.Kind.NUMBER) {
            if (!token.text().equals("1")) {
                throw Lexer.failure(text, "unexpected '" + token.text() + "' (the intercept stays)", token.at());
            }
            next++;
            return new LinkedHashSet<>();
        }
        Set<Term> terms = interaction();
        while (take('*')) {
            Set<Term> other = interaction();
            Set<Term> products = products(terms, other);
            addAll(terms, other);
            addAll(terms, products);
        }
        return terms;
    }

    private Set<Term> interaction() {
        Set<Term> terms = primary();
        while (take(':')) {
            terms = products(terms, primary());
        }
        return terms;
    }

    private Set<Term> products(Collection<Term> left, Collection<Term> right) {
        var products = new LinkedHashSet<Term>();
        for (Term a : left) {
            for (Term b : right) {
                add(products, Term.product(a, b));
            }
        }
        return products;
    }

    private void addAll(Set<Term> terms, Collection<Term> more) {
        more.forEach(term -> add(terms, term));
    }

    private void add(Set<Term> terms, Term term) {
        terms.add(term);
        if (terms.size() > MOST_TERMS) {
            throw Lexer.failure(text, "more than " + MOST_TERMS + " terms", look().at());
        }
    }

    private Set<Term> primary() {
        if (take('(')) {
            enter();
            Set<Term> terms = sum();
            depth--;
            expect(')');
            return terms;
        }
        if (look().kind() != Token.Kind.NAME) {
            throw unexpected();
        }
        Expr factor = nameOrCall();
        if (look().is('^') || look().is('/')) {
            throw Lexer.failure(text, "'" + look().text() + "' outside of I()", look().at());
        }
        return new LinkedHashSet<>(List.of(Term.of(factor)));
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw Lexer.failure(text, "parentheses too deep", look().at());
        }
    }

    /// A function only where a parenthesis follows: columns may be called `log`.
    private Expr nameOrCall() {
        Token name = tokens.get(next++);
        boolean quoted = text.charAt(name.at()) == '`';
        if (quoted || !look().is('(')) {
            return new Expr.Name(name.text());
        }
        if (!FUNCTIONS.contains(name.text())) {
            throw Lexer.failure(text, "unknown function '" + name.text() + "'", name.at());
        }
        next++;
        enter();
        Expr argument = arithmetic();
        depth--;
        expect(')');
        return new Expr.Call(name.text(), argument);
    }

    private Expr arithmetic() {
        Expr left = product();
        while (look().is('+') || look().is('-')) {
            char operator = tokens.get(next++).text().charAt(0);
            left = new Expr.Binary(operator, left, product());
        }
        return left;
    }

    private Expr product() {
        Expr left = signed();
        while (look().is('*') || look().is('/')) {
            char operator = tokens.get(next++).text().charAt(0);
            left = new Expr.Binary(operator, left, signed());
        }
        return left;
    }

    /// A sign binds less than a power: -x^2 is -(x^2), in R as on paper.
    private Expr signed() {
        int minuses = 0;
        while (look().is('-') || look().is('+')) {
            minuses += tokens.get(next++).is('-') ? 1 : 0;
        }
        Expr operand = power();
        return minuses % 2 == 0 ? operand : new Expr.Minus(operand);
    }

    private Expr power() {
        Expr base = operand();
        if (!take('^')) {
            return base;
        }
        enter();
        Expr exponent = signed();
        depth--;
        return new Expr.Binary('^', base, exponent);
    }

    private Expr operand() {
        Token token = look();
        if (token.kind() == Token.Kind.NUMBER) {
            next++;
            return new Expr.Literal(Double.parseDouble(token.text()), token.text());
        }
        if (take('(')) {
            enter();
            Expr inner = arithmetic();
            depth--;
            expect(')');
            return new Expr.Group(inner);
        }
        if (token.kind() != Token.Kind.NAME) {
            throw unexpected();
        }
        return nameOrCall();
    }
}
