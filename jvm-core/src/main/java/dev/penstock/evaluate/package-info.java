/// Elementwise expressions, compiled into loops over chunks of columns.
package dev.penstock.evaluate;
