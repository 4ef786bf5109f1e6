/// What all tests share: columns from plain values, the catalogue of awkward batches, random ones, and the leak check.
@org.jspecify.annotations.NullUnmarked
package dev.penstock.testing;
