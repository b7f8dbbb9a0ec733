package io.github.onnxferry.converter.lower.ops.control;

import io.github.onnxferry.converter.lower.Body;
import io.github.onnxferry.converter.lower.Form;
import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Operand;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/** The choice between two bodies. */
public final class BranchOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .composite("If", BranchOps::branch)
            .parity(Parity.EXACT)
            .build();

    private BranchOps() {}

    /**
     * If 25. The branches become functions of what they use of the graph around them. What is known of both results
     * stays known; where the condition is a constant, its branch is all that is left.
     */
    private static List<Operand> branch(NodeView n, TfBuilder tf) {
        var thenBody = n.body("then_branch");
        var elseBody = n.body("else_branch");
        var condition = n.in("cond");
        if (condition.constant().filter(t -> t.elements() == 1).isPresent()) {
            boolean holds = condition.constant().get().getLong(0) != 0;
            return (holds ? thenBody : elseBody).inline(List.of(), tf);
        }
        var outer = Body.captures(thenBody, elseBody);
        var thenTf = new TfBuilder(tf.library(), tf.library().uniqueName(tf.scope() + "_then"));
        var elseTf = new TfBuilder(tf.library(), tf.library().uniqueName(tf.scope() + "_else"));
        var thenResults = thenBody.lower(List.of(), outer, outer.parameters(thenTf), thenTf);
        var elseResults = elseBody.lower(List.of(), outer, outer.parameters(elseTf), elseTf);
        if (thenResults.size() != elseResults.size()) {
            throw n.invalid("its branches have " + thenResults.size() + " and " + elseResults.size() + " outputs");
        }
        var forms = new ArrayList<Form>();
        for (int i = 0; i < thenResults.size(); i++) {
            forms.add(Form.of(thenResults.get(i), thenTf).or(Form.of(elseResults.get(i), elseTf), n.where()));
        }
        var shapes = new ArrayList<Shape>();
        forms.forEach(f -> shapes.addAll(f.named(tf)));
        var chosen = Loops.emitIf(
                tf.reshape(condition),
                outer.arguments(),
                shapes,
                function(forms, thenResults, thenTf),
                function(forms, elseResults, elseTf),
                tf);
        var outputs = new ArrayList<Operand>();
        int from = 0;
        for (var form : forms) {
            int to = from + form.shapes().size();
            outputs.add(form.with(chosen.subList(from, to)));
            from = to;
        }
        return outputs;
    }

    private static TfFunction function(List<Form> forms, List<Operand> results, TfBuilder tf) {
        var values = new ArrayList<Value>();
        for (int i = 0; i < forms.size(); i++) {
            values.addAll(forms.get(i).fit(results.get(i), tf).components());
        }
        return tf.build(Loops.results(values));
    }
}
