/// The effect of each group in each period, and what every unit contributes to it.
package dev.penstock.did.estimate;
