package io.tidegate.filter.transform;

import io.tidegate.config.AllFaults;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The steps that messages of one side go through. Immutable, shared. */
final class Steps {
    private final List<CompiledStep> steps = new ArrayList<>();

    /**
     * Compiles them.
     *
     * @param key of the list
     * @throws io.tidegate.config.ConfigException with all that is wrong with them, each with its place
     */
    Steps(String key, List<Transform.Step> written) {
        var faults = new AllFaults();
        for (int i = 0; i < written.size(); i++) {
            Transform.Step step = written.get(i);
            String at = key + "[" + i + "].";
            CompiledStep compiled = faults.orNull(at, () -> new CompiledStep(at, step));
            if (compiled != null) {
                steps.add(compiled);
            }
        }
        faults.refuseIfAny();
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    Stream<Expression> expressions() {
        return steps.stream().flatMap(CompiledStep::expressions);
    }

    /** What becomes of a message after all steps. */
    MessageVerdict verdict(Draft draft) {
        draft.refuseIfTooBig();
        for (CompiledStep step : steps) {
            step.apply(draft);
        }
        return draft.verdict();
    }
}
