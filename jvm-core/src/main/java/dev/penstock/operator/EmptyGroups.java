package dev.penstock.operator;

import dev.penstock.kernel.group.KeyUnion;
import org.jspecify.annotations.Nullable;

/// Makes groups without rows, which the caller owns.
interface EmptyGroups {
    /// @param union where their keys are numbered; null if they number them themselves
    GroupedRows of(@Nullable KeyUnion union);

    /// Groups that number their keys themselves.
    default GroupedRows get() {
        return of(null);
    }
}
