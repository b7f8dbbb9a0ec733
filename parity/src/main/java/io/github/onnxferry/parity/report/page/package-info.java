/**
 * The HTML page: what its templates in {@code src/main/jte} show, and the shapes of its charts.
 *
 * <p>Charts are computed here, markup is in the templates, style and script are resources. Knows results and nothing of how
 * they come about.
 */
@NullMarked
package io.github.onnxferry.parity.report.page;

import org.jspecify.annotations.NullMarked;
