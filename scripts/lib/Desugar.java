import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Writes out as plain methods what javac leaves to the run time: pattern switches over types, and
/// the `equals`, `hashCode` and `toString` of records. The JVM makes classes for them when they are first
/// used, and no ahead-of-time cache of JDK 25 keeps those: a quarter of a short run. Lambdas are kept.
final class Desugar implements ClassTransform {
  private static final ClassFile CLASS_FILES = ClassFile.of();
  private static final int HELPER = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");

  private final ClassDesc self;
  private final boolean isInterface;
  private final List<FieldModel> fields;
  private final List<Consumer<ClassBuilder>> helpers = new ArrayList<>();

  private Desugar(ClassModel model) {
    this.self = model.thisClass().asSymbol();
    this.isInterface = model.flags().has(AccessFlag.INTERFACE);
    this.fields = model.fields().stream().filter(field -> !field.flags().has(AccessFlag.STATIC)).toList();
  }

  /// The same class, its own methods in the place of those calls. Other classes that it names must be on
  /// the class path.
  static byte[] desugar(byte[] bytes) {
    ClassModel model = CLASS_FILES.parse(bytes);
    boolean needed = model.methods().stream().anyMatch(Desugar::isSugared);
    return needed ? CLASS_FILES.transformClass(model, new Desugar(model)) : bytes;
  }

  private static boolean isSugared(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(each -> each instanceof InvokeDynamicInstruction call && (isTypeSwitch(call) || isRecord(call)));
  }

  private static boolean isTypeSwitch(InvokeDynamicInstruction call) {
    return call.bootstrapMethod().owner().displayName().equals("SwitchBootstraps")
        && call.bootstrapMethod().methodName().equals("typeSwitch")
        && call.bootstrapArgs().stream().allMatch(label -> label instanceof ClassDesc type && !type.isPrimitive());
  }

  private static boolean isRecord(InvokeDynamicInstruction call) {
    return call.bootstrapMethod().owner().displayName().equals("ObjectMethods");
  }

  @Override
  public void accept(ClassBuilder builder, ClassElement element) {
    if (element instanceof MethodModel method && isSugared(method)) {
      builder.transformMethod(method, MethodTransform.transformingCode(this::replace));
    } else {
      builder.with(element);
    }
  }

  @Override
  public void atEnd(ClassBuilder builder) {
    helpers.forEach(helper -> helper.accept(builder));
  }

  private void replace(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeDynamicInstruction call && isTypeSwitch(call)) {
      replace(code, call, body -> typeSwitch(body, call.bootstrapArgs()));
    } else if (element instanceof InvokeDynamicInstruction call && isRecord(call)) {
      switch (call.name().stringValue()) {
        case "equals" -> replace(code, call, this::equality);
        case "hashCode" -> replace(code, call, this::hash);
        default -> replace(code, call, this::text);
      }
    } else {
      code.with(element);
    }
  }

  private void replace(CodeBuilder code, InvokeDynamicInstruction call, Consumer<CodeBuilder> body) {
    String name = call.name().stringValue() + "$" + helpers.size();
    helpers.add(builder -> builder.withMethodBody(name, call.typeSymbol(), HELPER, body));
    code.invokestatic(self, name, call.typeSymbol(), isInterface);
  }

  /// The index of the first label from the given one on that the object is an instance of, their
  /// number where there is none, -1 for null.
  private static void typeSwitch(CodeBuilder code, List<ConstantDesc> labels) {
    Label there = code.newLabel();
    code.aload(0).ifnonnull(there).iconst_m1().ireturn().labelBinding(there);
    for (int i = 0; i < labels.size(); i++) {
      Label next = code.newLabel();
      code.iload(1).loadConstant(i).if_icmpgt(next);
      code.aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next);
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  private void equality(CodeBuilder code) {
    Label differ = code.newLabel();
    code.aload(1).instanceOf(self).ifeq(differ);
    code.aload(1).checkcast(self).astore(2);
    for (FieldModel field : fields) {
      load(code, 0, field);
      load(code, 2, field);
      ClassDesc type = field.fieldTypeSymbol();
      switch (type.descriptorString()) {
        case "Z", "B", "C", "S", "I" -> code.if_icmpne(differ);
        case "J" -> code.lcmp().ifne(differ);
        case "F", "D" -> code.invokestatic(boxed(type), "compare", MethodTypeDesc.of(CD_int, type, type)).ifne(differ);
        default -> code.invokestatic(OBJECTS, "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object)).ifeq(differ);
      }
    }
    code.iconst_1().ireturn().labelBinding(differ).iconst_0().ireturn();
  }

  private void hash(CodeBuilder code) {
    code.iconst_0();
    for (FieldModel field : fields) {
      code.bipush(31).imul();
      load(code, 0, field);
      ClassDesc type = field.fieldTypeSymbol();
      ClassDesc given = type.isPrimitive() ? type : CD_Object;
      code.invokestatic(type.isPrimitive() ? boxed(type) : OBJECTS, "hashCode", MethodTypeDesc.of(CD_int, given)).iadd();
    }
    code.ireturn();
  }

  /// `Name[first=1, second=2]`.
  private void text(CodeBuilder code) {
    String name = self.displayName();
    code.new_(BUILDER).dup().invokespecial(BUILDER, "<init>", MethodTypeDesc.of(CD_void));
    append(code.loadConstant(name.substring(name.lastIndexOf('$') + 1) + "["), CD_String);
    String separator = "";
    for (FieldModel field : fields) {
      append(code.loadConstant(separator + field.fieldName().stringValue() + "="), CD_String);
      load(code, 0, field);
      append(code, field.fieldTypeSymbol());
      separator = ", ";
    }
    append(code.loadConstant("]"), CD_String);
    code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(CD_String)).areturn();
  }

  private static void append(CodeBuilder code, ClassDesc type) {
    ClassDesc given =
        switch (type.descriptorString()) {
          case "B", "S" -> CD_int;
          case "Ljava/lang/String;" -> CD_String;
          default -> type.isPrimitive() ? type : CD_Object;
        };
    code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, given));
  }

  private void load(CodeBuilder code, int slot, FieldModel field) {
    code.aload(slot).getfield(self, field.fieldName().stringValue(), field.fieldTypeSymbol());
  }

  private static ClassDesc boxed(ClassDesc primitive) {
    String name =
        switch (primitive.descriptorString()) {
          case "Z" -> "Boolean";
          case "B" -> "Byte";
          case "C" -> "Character";
          case "S" -> "Short";
          case "I" -> "Integer";
          case "J" -> "Long";
          case "F" -> "Float";
          default -> "Double";
        };
    return ClassDesc.of("java.lang", name);
  }
}
