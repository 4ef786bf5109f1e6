/// Groups of rows: the number of each row's group, and what the rows of a group come to.
package dev.penstock.kernel.group;
