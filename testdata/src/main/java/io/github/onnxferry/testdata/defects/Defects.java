package io.github.onnxferry.testdata.defects;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Chooses defects of a model. */
public final class Defects {
    /** Bands of depth over which defects are spread. */
    private static final int BANDS = 8;

    private Defects() {}

    /**
     * All defects that a model offers, by kind. What decides if a loop goes on is left alone, so that mutants end.
     *
     * @param seed decides on what a defect changes where there is a choice, such as which channel
     */
    public static Map<DefectKind, List<Defect>> all(SavedModelFile model, long seed) {
        Map<DefectKind, List<Defect>> byKind = new EnumMap<>(DefectKind.class);
        for (var function : model.functions()) {
            if (function.decidesLoop()) {
                continue;
            }
            var sites = new Sites(function, seed);
            Mutators.ALL.forEach(m -> m.find(function, sites));
            sites.found()
                    .forEach(d -> byKind.computeIfAbsent(d.mutation().kind(), k -> new ArrayList<>())
                            .add(d));
        }
        return byKind;
    }

    /**
     * Some defects of a model, spread over the kinds that it offers and over its depth: one of each kind in turn, each from
     * where the fewest are so far, and at most one of a kind at a node. The same model and seed give the same defects.
     *
     * @param count how many at most
     */
    public static List<Defect> of(SavedModelFile model, long seed, int count) {
        var random = new Random(seed);
        Map<DefectKind, List<Defect>> left = new LinkedHashMap<>();
        var all = all(model, seed);
        var kinds = new ArrayList<>(all.keySet());
        Collections.shuffle(kinds, random);
        for (var kind : kinds) {
            var sites = distinct(all.getOrDefault(kind, List.of()));
            Collections.shuffle(sites, random);
            left.put(kind, sites);
        }
        List<Defect> chosen = new ArrayList<>();
        var used = new int[BANDS];
        while (chosen.size() < count && left.values().stream().anyMatch(s -> !s.isEmpty())) {
            for (var sites : left.values()) {
                if (chosen.size() < count && !sites.isEmpty()) {
                    chosen.add(sites.remove(rarest(sites, used)));
                    used[band(chosen.get(chosen.size() - 1))]++;
                }
            }
        }
        return chosen;
    }

    private static List<Defect> distinct(List<Defect> sites) {
        var nodes = new HashSet<String>();
        var distinct = new ArrayList<Defect>();
        for (var site : sites) {
            if (nodes.add(site.mutation().function() + ":" + site.mutation().node())) {
                distinct.add(site);
            }
        }
        return distinct;
    }

    private static int rarest(List<Defect> sites, int[] used) {
        int best = 0;
        for (int i = 1; i < sites.size(); i++) {
            if (used[band(sites.get(i))] < used[band(sites.get(best))]) {
                best = i;
            }
        }
        return best;
    }

    private static int band(Defect defect) {
        return Math.min(BANDS - 1, (int) (defect.mutation().depth() * BANDS));
    }
}
