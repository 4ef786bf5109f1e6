/// Covariates as they are written, `~ x1 * x2 + log(x3)`, read into terms.
package dev.penstock.did.formula;
