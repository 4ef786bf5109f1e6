/// What the user wrote: relational plans and expressions as values, with a versioned JSON form. Names and types are
/// unresolved.
package dev.penstock.plan;
