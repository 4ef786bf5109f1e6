/// Who may use how much off-heap memory, and who gives it back.
package dev.penstock.memory;
