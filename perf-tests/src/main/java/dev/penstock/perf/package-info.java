/// Questions about the speed of single kernels: one class, one question.
package dev.penstock.perf;
