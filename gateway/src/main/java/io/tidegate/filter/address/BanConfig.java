package io.tidegate.filter.address;

import io.tidegate.config.Check;
import io.tidegate.config.Cidr;
import io.tidegate.config.Default;
import io.tidegate.config.Rate;
import io.tidegate.time.Pace;
import java.time.Duration;
import java.util.List;

/**
 * Who fails again and again is refused for a while.
 *
 * @param failures so many may fail per time, at once or spread; who fails more often is banned
 * @param codes what is a failure: HTTP statuses of refusals by later filters or by the endpoint, and close codes that sessions ended
 *     with; at least one, each 400 to 4999
 * @param first how long the first ban lasts; each further one lasts twice as long as the one before; 1 s to 30 d
 * @param longest no ban is longer, and who has had none for so long begins anew; 1 s to 30 d
 * @param except blocks of addresses that are never banned
 */
public record BanConfig(
        @Default("10/m") Rate failures,
        @Default("[401, 403, 4401, 4403]") List<Integer> codes,
        @Default("1m") Duration first,
        @Default("24h") Duration longest,
        List<Cidr> except) {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(30);

    public BanConfig {
        codes = List.copyOf(codes);
        except = List.copyOf(except);
        Check.that(!codes.isEmpty(), "codes must list at least one code");
        codes.forEach(code -> Check.between("codes", code, 400, 4999));
        Check.between("first", first, LEAST, MOST);
        Check.between("longest", longest, first, MOST);
    }

    /** Of failures, all of one period at once. */
    Pace pace() {
        return Pace.of(failures.events(), failures.per(), failures.events());
    }

    /** How long the ban lasts that comes after so many. */
    long banNanos(int bansBefore) {
        long most = longest.toNanos();
        long nanos = first.toNanos();
        for (int i = 0; i < bansBefore && nanos < most; i++) {
            nanos *= 2;
        }
        return Math.min(nanos, most);
    }
}
