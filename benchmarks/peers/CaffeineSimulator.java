import com.github.benmanes.caffeine.cache.simulator.admission.Admission;
import com.github.benmanes.caffeine.cache.simulator.policy.AccessEvent;
import com.github.benmanes.caffeine.cache.simulator.policy.Policy;
import com.github.benmanes.caffeine.cache.simulator.policy.Policy.Characteristic;
import com.github.benmanes.caffeine.cache.simulator.policy.linked.LinkedPolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.product.CaffeinePolicy;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Replays a trace through policies of Caffeine's simulator and prints the hit rate of each: {@code java CaffeineSimulator.java
 * TRACE MAXIMUM}. The trace holds a key (8 bytes) and a weight (4 bytes) for each read, big endian.
 */
public final class CaffeineSimulator {
    private CaffeineSimulator() {}

    public static void main(String[] arguments) throws Exception {
        long maximum = Long.parseLong(arguments[1]);
        Config config = ConfigFactory.parseMap(Map.of("maximum-size", maximum))
                .withFallback(ConfigFactory.load().getConfig("caffeine.simulator"));
        Set<Characteristic> weighted = Set.of(Characteristic.WEIGHTED);
        Map<String, Policy> policies = new LinkedHashMap<>();
        policies.put("product.Caffeine", new CaffeinePolicy(config, weighted));
        policies.put(
                "linked.Lru",
                new LinkedPolicy(config, weighted, Admission.ALWAYS, LinkedPolicy.EvictionPolicy.LRU));
        Path trace = Path.of(arguments[0]);
        long reads = Files.size(trace) / (Long.BYTES + Integer.BYTES);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(trace), 1 << 20))) {
            for (long i = 0; i < reads; i++) {
                AccessEvent event = AccessEvent.forKeyAndWeight(in.readLong(), in.readInt());
                policies.values().forEach(policy -> policy.record(event));
            }
        }
        policies.forEach((name, policy) -> {
            policy.finished();
            System.out.println(name + " " + policy.stats().hitRate());
        });
    }
}
