package dev.penstock.did.formula;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Covariates: an intercept, which is always there, and terms.
///
/// @param terms all different, those of one factor first, then those of two, and so on
public record Formula(List<Term> terms) {
    public Formula {
        terms = List.copyOf(terms);
    }

    /// @param text `~ x1 + x2`; null for the intercept alone
    /// @throws dev.penstock.error.PenstockException DID-E24 with the place where it goes wrong
    public static Formula parse(@Nullable String text) {
        return new Formula(text == null ? List.of() : new FormulaParser(text).parse());
    }

    /// The columns that the terms read, in the order in which they are named first.
    public Set<String> columns() {
        var columns = new LinkedHashSet<String>();
        terms.forEach(term -> term.inOrder().forEach(factor -> factor.addColumns(columns)));
        return columns;
    }

    /// All different factors of the terms.
    public List<Expr> factors() {
        var factors = new LinkedHashSet<Expr>();
        terms.forEach(term -> factors.addAll(term.inOrder()));
        return new ArrayList<>(factors);
    }

    /// Whether the model has the term; the empty one is the intercept.
    public boolean has(Term term) {
        return term.factors().isEmpty() || terms.contains(term);
    }
}
