/// Loops over columns: static methods without allocation, boxing or virtual calls inside the loop, and without
/// knowledge of plans.
package dev.penstock.kernel;
