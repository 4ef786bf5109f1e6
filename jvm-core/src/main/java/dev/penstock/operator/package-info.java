/// The core engine: operators that push batches through kernels, morsel by morsel, on all cores.
package dev.penstock.operator;
