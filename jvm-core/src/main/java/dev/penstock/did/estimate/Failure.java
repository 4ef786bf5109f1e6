package dev.penstock.did.estimate;

/// Why a cell cannot be estimated.
///
/// @param code of the warning, such as `DID-W07`
/// @param message without the cell
public record Failure(String code, String message) {
    static Failure empty(String what) {
        return new Failure("DID-W06", "there are no %s rows in one of its periods".formatted(what));
    }

    static Failure overlap() {
        return new Failure(
                "DID-W07", "the covariates tell treated units and controls apart: a propensity score is 0.999 or more");
    }

    static Failure singular() {
        return new Failure("DID-W08", "the covariates of its controls are linearly dependent");
    }

    static Failure numerical(String what) {
        return new Failure("DID-W18", what + " failed numerically");
    }

    static Failure noBase() {
        return new Failure("DID-W14", "the group has no period before treatment to compare with");
    }
}
