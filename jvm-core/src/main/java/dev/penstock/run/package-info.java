/// Which engine runs which part of a plan, and the run itself.
package dev.penstock.run;
