package io.tidegate.admin;

import static io.tidegate.admin.QueryArguments.refusal;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.Cidr;
import io.tidegate.config.ConfigException;
import io.tidegate.filter.address.Bans;
import io.tidegate.protocol.ClientBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists and lifts bans of clients' addresses. Shared. */
final class BansApi {
    private static final String ADDRESS = "address";

    private record Banned(List<Bans.View> bans, long total) {}

    private record Lifted(int lifted) {}

    private final Bans bans;

    BansApi(Bans bans) {
        this.bans = bans;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/bans", this::list);
        routes.delete("/api/v1/bans", this::lift);
    }

    private void list(Context request) {
        QueryArguments query = QueryArguments.of(request, List.of(ADDRESS, "limit"));
        int limit = query.number("limit", 1, 1000, 100);
        ClientBlock client = query.value(ADDRESS, BansApi::block);
        if (client == null) {
            request.json(new Banned(bans.list(limit), bans.size()));
            return;
        }
        Bans.@Nullable View ban = bans.find(client);
        List<Bans.View> found = ban == null ? List.of() : List.of(ban);
        request.json(new Banned(found, found.size()));
    }

    private void lift(Context request) {
        QueryArguments query = QueryArguments.of(request, List.of(ADDRESS, "all"));
        ClientBlock client = query.value(ADDRESS, BansApi::block);
        String all = query.text("all");
        if (all != null && !all.equals("true")) {
            throw refusal("Query parameter all must be true or absent, got " + all + ".");
        }
        if ((client == null) == (all == null)) {
            throw refusal("Give either address or all=true.");
        }
        if (client == null) {
            AdminAudit.before(request, new Banned(bans.list(100), bans.size()));
            request.json(new Lifted(bans.liftAll()));
            return;
        }
        Bans.@Nullable View ban = bans.find(client);
        if (ban != null) {
            AdminAudit.before(request, ban);
        }
        if (!bans.lift(client)) {
            throw new HttpResponseException(404, "This address is not banned.");
        }
        request.json(new Lifted(1));
    }

    /** Of an address, or of a block as it is listed. */
    private static ClientBlock block(String text) {
        Cidr block = Cidr.parse(text);
        boolean whole = block.prefixBits() == block.network().getAddress().length * 8;
        if (!whole && block.prefixBits() != Long.SIZE) {
            throw new ConfigException("must be an address, or an IPv6 block /64, got " + text);
        }
        return ClientBlock.of(block.network());
    }
}
