/// Plans with every name, type and context resolved: what engines run.
package dev.penstock.bind;
