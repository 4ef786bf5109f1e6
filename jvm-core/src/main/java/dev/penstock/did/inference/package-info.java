/// Standard errors, bands and tests from what every unit contributes.
package dev.penstock.did.inference;
