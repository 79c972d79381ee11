package io.tidegate;

import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import io.tidegate.time.BurstClock;
import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads class files and says where a {@link HotPath} method leaves the plain dialect of the house style. */
final class HotPathDialect {
    private static final ClassDesc MARK = ClassDesc.ofDescriptor(HotPath.class.descriptorString());
    private static final ClassDesc EXIT = ClassDesc.ofDescriptor(ColdPath.class.descriptorString());
    private static final String CLOCK = BurstClock.class.getName().replace('.', '/');

    private static final Set<String> CLOCK_CALLS = Set.of(
            "java/lang/System.nanoTime",
            "java/lang/System.currentTimeMillis",
            "java/time/Instant.now",
            "java/time/InstantSource.instant",
            "java/time/Clock.instant",
            "java/time/Clock.millis");
    private static final Set<String> BOXES =
            Set.of("Boolean", "Byte", "Character", "Short", "Integer", "Long", "Float", "Double");
    private static final Set<String> STRING_BUILDERS = Set.of(
            "java/lang/String.concat",
            "java/lang/String.format",
            "java/lang/String.formatted",
            "java/lang/String.join",
            "java/lang/String.repeat",
            "java/lang/String.valueOf");

    private final Map<String, ClassModel> classes = new HashMap<>();

    private HotPathDialect() {}

    /** Of all class files below a folder. */
    static HotPathDialect of(Path root) throws IOException {
        var dialect = new HotPathDialect();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                ClassModel type = ClassFile.of().parse(file);
                dialect.classes.put(type.thisClass().asInternalName(), type);
            }
        }
        return dialect;
    }

    /** All methods that carry the mark, for a look at whether there are any. */
    List<String> methods() {
        return hotMethods().map(Method::toString).sorted().toList();
    }

    /** One line each: the method, the source line if there is one, and what it must not do. */
    List<String> violations() {
        Stream<String> inCode = hotMethods().flatMap(this::codeViolations);
        Stream<String> unmarked = allMethods().filter(method -> !method.isHot()).flatMap(this::unmarkedOverrides);
        return Stream.concat(inCode, unmarked).sorted().toList();
    }

    private Stream<Method> hotMethods() {
        return allMethods().filter(Method::isHot);
    }

    private Stream<Method> allMethods() {
        return classes.values().stream()
                .flatMap(type -> type.methods().stream().map(method -> new Method(type, method)));
    }

    private Stream<String> codeViolations(Method method) {
        List<String> found = new ArrayList<>();
        if (method.has(AccessFlag.SYNCHRONIZED)) {
            found.add(method + " is synchronized");
        }
        int line = 0;
        for (CodeElement element : method.code()) {
            if (element instanceof LineNumber number) {
                line = number.line();
            } else {
                String place = method + ":" + line + " ";
                fault(method, element).ifPresent(fault -> found.add(place + fault));
            }
        }
        return found.stream();
    }

    private Optional<String> fault(Method method, CodeElement element) {
        return switch (element) {
            case InvokeDynamicInstruction dynamic -> Optional.of(dynamicFault(dynamic));
            case MonitorInstruction _ -> Optional.of("takes a lock");
            case InvokeInstruction call when classes.containsKey(call.owner().asInternalName()) -> ownCallFault(call);
            case InvokeInstruction call -> foreignCallFault(method, call);
            default -> Optional.empty();
        };
    }

    private static String dynamicFault(InvokeDynamicInstruction dynamic) {
        String bootstrap = dynamic.bootstrapMethod().owner().displayName();
        return switch (bootstrap) {
            case "LambdaMetafactory" -> "makes a lambda";
            case "StringConcatFactory" -> "builds a string";
            case "SwitchBootstraps" -> "switches over a pattern";
            default -> "has an invokedynamic of " + bootstrap;
        };
    }

    private Optional<String> ownCallFault(InvokeInstruction call) {
        String name = call.name().stringValue();
        String type = call.type().stringValue();
        return resolve(call.owner().asInternalName(), name, type)
                .filter(target -> !target.isHot() && !target.isExit() && !target.isPlainAccessor())
                .map(target -> "calls " + target + ", which is not @HotPath");
    }

    private static Optional<String> foreignCallFault(Method from, InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        String qualified = owner + "." + name;
        boolean ofClock = from.owner().equals(CLOCK);
        if (CLOCK_CALLS.contains(qualified) && !ofClock) {
            return Optional.of("reads a clock: " + qualified);
        }
        if (name.equals("valueOf") && owner.startsWith("java/lang/") && BOXES.contains(owner.substring(10))) {
            return Optional.of("boxes: " + qualified);
        }
        if (STRING_BUILDERS.contains(qualified) || owner.matches("java/lang/(StringBuilder|StringBuffer)")) {
            return Optional.of("builds a string: " + qualified);
        }
        return libraryFault(owner, call.type().stringValue(), qualified);
    }

    private static Optional<String> libraryFault(String owner, String type, String qualified) {
        if (owner.startsWith("java/util/stream/") || type.contains(")Ljava/util/stream/")) {
            return Optional.of("uses a stream: " + qualified);
        }
        if (owner.startsWith("java/util/Optional") || type.contains(")Ljava/util/Optional")) {
            return Optional.of("uses an Optional: " + qualified);
        }
        if (type.endsWith(")Ljava/util/Iterator;")) {
            return Optional.of("makes an iterator: " + qualified);
        }
        if (owner.startsWith("org/slf4j/") || owner.startsWith("java/lang/System$Logger")) {
            return Optional.of("logs: " + qualified);
        }
        return Optional.empty();
    }

    /** A method that is reached through a marked one of a supertype. */
    private Stream<String> unmarkedOverrides(Method method) {
        if (method.has(AccessFlag.STATIC) || method.has(AccessFlag.PRIVATE) || method.isConstructor()) {
            return Stream.empty();
        }
        return supertypes(method.type())
                .flatMap(supertype -> declared(supertype, method.name(), method.descriptor()).stream())
                .filter(Method::isHot)
                .map(overridden -> method + " overrides " + overridden + " and is not @HotPath");
    }

    /** Where a call arrives, if that is in one of the classes: its owner or the nearest supertype that has the method. */
    private Optional<Method> resolve(String owner, String name, String descriptor) {
        ClassModel type = classes.get(owner);
        return Stream.concat(Stream.of(type), supertypes(type))
                .flatMap(declaring -> declared(declaring, name, descriptor).stream())
                .findFirst();
    }

    private static Optional<Method> declared(ClassModel type, String name, String descriptor) {
        return type.methods().stream()
                .map(method -> new Method(type, method))
                .filter(method ->
                        method.name().equals(name) && method.descriptor().equals(descriptor))
                .findFirst();
    }

    /** All supertypes among the classes, superclasses before interfaces. */
    private Stream<ClassModel> supertypes(ClassModel type) {
        Stream<ClassModel> direct = Stream.concat(type.superclass().stream(), type.interfaces().stream())
                .map(ClassEntry::asInternalName)
                .filter(classes::containsKey)
                .map(classes::get);
        return direct.flatMap(supertype -> Stream.concat(Stream.of(supertype), supertypes(supertype)));
    }

    private record Method(ClassModel type, MethodModel model) {
        String owner() {
            return type.thisClass().asInternalName();
        }

        String name() {
            return model.methodName().stringValue();
        }

        String descriptor() {
            return model.methodType().stringValue();
        }

        List<CodeElement> code() {
            return model.code().map(CodeModel::elementList).orElse(List.of());
        }

        boolean has(AccessFlag flag) {
            return model.flags().has(flag);
        }

        boolean isConstructor() {
            return name().startsWith("<");
        }

        boolean isHot() {
            return annotationTypes(model).contains(MARK);
        }

        /** Whether this is where the hot path is left on purpose. */
        boolean isExit() {
            return annotationTypes(model).contains(EXIT);
        }

        /** Whether this returns a field of a record and does nothing else. */
        boolean isPlainAccessor() {
            List<Instruction> instructions = code().stream()
                    .filter(Instruction.class::isInstance)
                    .map(Instruction.class::cast)
                    .toList();
            return type.findAttribute(Attributes.record()).isPresent()
                    && instructions.size() == 3
                    && instructions.get(0) instanceof LoadInstruction
                    && instructions.get(1) instanceof FieldInstruction
                    && instructions.get(2) instanceof ReturnInstruction;
        }

        @Override
        public String toString() {
            String simpleOwner = owner().substring(owner().lastIndexOf('/') + 1);
            return simpleOwner + "." + name();
        }
    }

    private static Set<ClassDesc> annotationTypes(AttributedElement element) {
        Set<ClassDesc> types = new HashSet<>();
        element.findAttribute(Attributes.runtimeInvisibleAnnotations())
                .ifPresent(found -> found.annotations().stream()
                        .map(Annotation::classSymbol)
                        .forEach(types::add));
        element.findAttribute(Attributes.runtimeVisibleAnnotations())
                .ifPresent(found -> found.annotations().stream()
                        .map(Annotation::classSymbol)
                        .forEach(types::add));
        return types;
    }
}
