/// Values that depend on the rows around them: loops over the rows of partitions, one partition behind the other.
package dev.penstock.kernel.window;
