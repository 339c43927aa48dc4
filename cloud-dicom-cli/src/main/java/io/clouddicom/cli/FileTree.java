package io.clouddicom.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All files in some files and folders, found as they are asked for: memory is taken by the names of the folders that the
 * walk is in, not by all files. Symbolic links are followed; a folder that was seen, by whatever way, is not entered
 * again, so that links that lead back do no harm and leave nothing out.
 *
 * <p>What cannot be gone into, a link that leads nowhere, and what is no file (a pipe, a device) is reported, and the
 * walk goes on.
 */
final class FileTree implements Iterable<Path> {
    private final List<Path> roots;
    private final BiConsumer<Path, IOException> problems;

    /**
     * A tree.
     *
     * @param roots files and folders, visited in this order; what they hold in the order of names
     * @param problems hears what could not be visited
     */
    FileTree(List<Path> roots, BiConsumer<Path, IOException> problems) {
        this.roots = List.copyOf(roots);
        this.problems = problems;
    }

    @Override
    public Iterator<Path> iterator() {
        return new Walk();
    }

    private final class Walk implements Iterator<Path> {
        private final Deque<Iterator<Path>> levels = new ArrayDeque<>();
        private final Set<Object> seen = new HashSet<>();
        private @Nullable Path next;

        Walk() {
            levels.push(roots.iterator());
        }

        @Override
        public boolean hasNext() {
            while (next == null && !levels.isEmpty()) {
                Iterator<Path> level = levels.getFirst();
                if (level.hasNext()) {
                    visit(level.next(), levels.size() == 1);
                } else {
                    levels.pop();
                }
            }
            return next != null;
        }

        @Override
        public Path next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Path found = next;
            next = null;
            return found;
        }

        private void visit(Path path, boolean named) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                if (attributes.isDirectory()) {
                    Object identity = attributes.fileKey();
                    if (seen.add(identity == null ? path.toRealPath() : identity)) {
                        levels.push(children(path));
                    }
                } else if (attributes.isRegularFile() || named) {
                    next = path;
                } else {
                    throw new IOException("this is neither a file nor a folder");
                }
            } catch (IOException e) {
                problems.accept(path, e);
            }
        }

        private static Iterator<Path> children(Path folder) throws IOException {
            List<Path> children = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(children::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            Collections.sort(children);
            return children.iterator();
        }
    }
}
