package dev.penstock.did.formula;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A product of expressions, each there once. Two terms of the same ones are equal in whatever order they come.
///
/// @param factors a column alone, or a function of columns
public record Term(Set<Expr> factors) {
    static Term of(Expr factor) {
        return new Term(Set.of(factor));
    }

    /// Keeps the order of the factors, for the names of columns.
    static Term product(Term left, Term right) {
        var factors = new LinkedHashSet<>(left.factors);
        factors.addAll(right.factors);
        return new Term(factors);
    }

    /// The factors in the order in which they were written.
    public List<Expr> inOrder() {
        return new ArrayList<>(factors);
    }

    public int degree() {
        return factors.size();
    }

    /// The term that is left without `factor`.
    public Term without(Expr factor) {
        return new Term(factors.stream().filter(f -> !f.equals(factor)).collect(Collectors.toSet()));
    }

    @Override
    public String toString() {
        return factors.stream().map(Expr::toString).collect(Collectors.joining(":"));
    }
}
