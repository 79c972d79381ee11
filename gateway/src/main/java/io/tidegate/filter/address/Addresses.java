package io.tidegate.filter.address;

import io.tidegate.config.AllFaults;
import io.tidegate.config.Check;
import io.tidegate.config.Cidr;
import io.tidegate.config.FileText;
import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.Stay;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.ClientBlock;
import io.tidegate.protocol.Handshake;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Admits or refuses clients by their addresses, and bans those that fail again and again. */
public final class Addresses implements FilterType<Addresses.Config> {
    private static final Admission NOT_ALLOWED = Admission.Refuse.with(403, "This address is not allowed.");

    private final Bans bans = new Bans();

    /**
     * Settings of {@code addresses}; at least one must be given.
     *
     * @param allow blocks of addresses that may come in; all where neither this nor {@code allow-files} is given
     * @param deny blocks of addresses that may not, whatever allows them
     * @param allowFiles files with an address or a block in each line, each at most 1 MiB; read anew when they change
     * @param denyFiles likewise
     * @param bans who fails again and again is refused for a while, on all routes with {@code bans}; nobody where absent
     */
    public record Config(
            List<Cidr> allow,
            List<Cidr> deny,
            List<FileText> allowFiles,
            List<FileText> denyFiles,
            @Nullable BanConfig bans) {
        public Config {
            allow = List.copyOf(allow);
            deny = List.copyOf(deny);
            allowFiles = List.copyOf(allowFiles);
            denyFiles = List.copyOf(denyFiles);
            boolean listed = Stream.of(allow, deny, allowFiles, denyFiles).anyMatch(list -> !list.isEmpty());
            Check.that(listed || bans != null, "allow must be given, or deny, allow-files, deny-files or bans");
            var faults = new AllFaults();
            List<FileText> allowing = allowFiles;
            List<FileText> denying = denyFiles;
            faults.during(() -> AddressFile.blocks("allow-files", allowing));
            faults.during(() -> AddressFile.blocks("deny-files", denying));
            faults.refuseIfAny();
        }

        /** Null where all may come in. */
        @Nullable
        AddressSet allowed() {
            return allow.isEmpty() && allowFiles.isEmpty()
                    ? null
                    : set(allow, AddressFile.blocks("allow-files", allowFiles));
        }

        AddressSet denied() {
            return set(deny, AddressFile.blocks("deny-files", denyFiles));
        }

        private static AddressSet set(List<Cidr> listed, List<Cidr> ofFiles) {
            return new AddressSet(
                    Stream.concat(listed.stream(), ofFiles.stream()).toList());
        }
    }

    @Override
    public String name() {
        return "addresses";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    /** Who is banned, by all filters of this type. */
    public Bans bans() {
        return bans;
    }

    @Override
    public FilterFactory configure(Config config) {
        var lists = new Lists(config.allowed(), config.denied());
        BanConfig banning = config.bans();
        if (banning == null) {
            return session -> lists;
        }
        var rule = new BanRule(bans, banning, new AddressSet(banning.except()));
        return session -> new Banning(lists, rule, session.stay());
    }

    /** Shared: has no state of a session. */
    private record Lists(@Nullable AddressSet allowed, AddressSet denied) implements HandshakeFilter {
        @Override
        public Admission onHandshake(Handshake handshake) {
            InetAddress address = handshake.client().getAddress();
            boolean admitted = !denied.contains(address) && (allowed == null || allowed.contains(address));
            return admitted ? Admission.Pass.ADMIT : NOT_ALLOWED;
        }
    }

    private record BanRule(Bans bans, BanConfig config, AddressSet except) {}

    /** Waits for how a stay ends; those that this filter refuses itself do not count. */
    private record Banning(Lists lists, BanRule rule, Stay stay) implements HandshakeFilter {
        @Override
        public Admission onHandshake(Handshake handshake) {
            InetAddress address = handshake.client().getAddress();
            Admission admission = lists.onHandshake(handshake);
            if (admission != Admission.Pass.ADMIT || rule.except().contains(address)) {
                return admission;
            }
            ClientBlock client = ClientBlock.of(address);
            long remaining = rule.bans().remainingNanos(client, System.nanoTime());
            if (remaining > 0) {
                return new Admission.Refuse(
                        429, Cause.REFUSED, "This address is banned for now.", Duration.ofNanos(remaining));
            }
            stay.onEnd(ending -> {
                if (rule.config().codes().contains(ending.code())) {
                    rule.bans().failed(client, rule.config(), System.nanoTime());
                }
            });
            return admission;
        }
    }
}
