/// The dollar limits of the law for retirement plans, by year, with where each of them was read.
package dev.penstock.benefits.limits;
