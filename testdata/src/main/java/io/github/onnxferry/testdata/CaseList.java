package io.github.onnxferry.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** A committed list of cases, such as those that do not pass yet. */
public final class CaseList {
    private final Path file;
    private final Set<String> listed;

    private CaseList(Path file, Set<String> listed) {
        this.file = file;
        this.listed = listed;
    }

    /** Reads a list: a case a line, lines that begin with {@code #} are notes. */
    public static CaseList read(Path file) throws IOException {
        var listed = new TreeSet<String>();
        for (var line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                listed.add(line.strip());
            }
        }
        return new CaseList(file, listed);
    }

    /** The cases that are listed. */
    public Set<String> cases() {
        return Collections.unmodifiableSet(listed);
    }

    /**
     * Says which listed cases do not exist.
     *
     * @param ran all cases that ran
     * @return what is wrong, or an empty text
     */
    public String missing(Set<String> ran) {
        var gone = new TreeSet<>(listed);
        gone.removeAll(ran);
        return gone.isEmpty() ? "" : "listed in " + file.getFileName() + " but gone: " + gone + '\n';
    }

    /**
     * Compares what failed with the list.
     *
     * @param ran all cases that ran, so that a listed case that does not exist is found out
     * @param failed the cases that failed
     * @return what is wrong, or an empty text
     */
    public String complaint(Set<String> ran, Set<String> failed) {
        var news = new TreeSet<>(failed);
        news.removeAll(listed);
        var solved = new TreeSet<>(listed);
        solved.removeAll(failed);
        var text = new StringBuilder();
        if (!news.isEmpty()) {
            text.append("newly failing: ").append(news).append('\n');
        }
        if (!solved.isEmpty()) {
            text.append("listed in ").append(file.getFileName()).append(" but passing or gone, take them out: ");
            text.append(solved).append('\n');
        }
        if (ran.isEmpty()) {
            text.append("no case ran\n");
        }
        return text.toString();
    }
}
