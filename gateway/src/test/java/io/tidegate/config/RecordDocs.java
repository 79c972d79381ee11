package io.tidegate.config;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the javadoc in the source files says about configuration records, as Markdown. */
final class RecordDocs {
    private static final Path SOURCES = Path.of("src/main/java");

    private final Map<Class<?>, Comment> comments = new HashMap<>();

    /** A type's first sentence, and the text of its {@code @param} tags by name. */
    record Comment(String summary, Map<String, String> params) {
        static final Comment NONE = new Comment("", Map.of());
    }

    /** The comment of a type; empty if its source is not here. */
    Comment of(Class<?> type) {
        return comments.computeIfAbsent(type, RecordDocs::read);
    }

    private static Comment read(Class<?> type) {
        Class<?> outermost = type;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        Path source = SOURCES.resolve(outermost.getName().replace('.', '/') + ".java");
        if (!Files.exists(source)) {
            return Comment.NONE;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            var task = (JavacTask)
                    compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
            var finder = new Finder(type.getSimpleName(), DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                finder.scan(unit, null);
            }
            return finder.found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Finder extends TreePathScanner<Void, Void> {
        private final String name;
        private final DocTrees trees;
        private Comment found = Comment.NONE;

        Finder(String name, DocTrees trees) {
            this.name = name;
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            DocCommentTree doc = trees.getDocCommentTree(getCurrentPath());
            if (type.getSimpleName().contentEquals(name) && doc != null) {
                Map<String, String> params = doc.getBlockTags().stream()
                        .filter(ParamTree.class::isInstance)
                        .map(ParamTree.class::cast)
                        .collect(Collectors.toMap(
                                tag -> tag.getName().toString(), tag -> markdown(tag.getDescription())));
                found = new Comment(markdown(doc.getFirstSentence()), params);
            }
            return super.visitClass(type, null);
        }
    }

    private static String markdown(List<? extends DocTree> text) {
        return text.stream()
                .map(RecordDocs::markdown)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ");
    }

    private static String markdown(DocTree part) {
        return switch (part) {
            case LiteralTree code -> "`" + code.getBody().getBody().strip() + "`";
            case LinkTree link ->
                "`" + Objects.requireNonNull(link.getReference()).getSignature() + "`";
            default -> part.toString();
        };
    }
}
