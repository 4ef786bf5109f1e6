/// Rewrite rules: bound plans that give the same answer sooner.
package dev.penstock.optimize;
