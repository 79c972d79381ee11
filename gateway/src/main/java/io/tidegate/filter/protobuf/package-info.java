/** Built-in filter that translates between Protobuf and its JSON form. */
@NullMarked
package io.tidegate.filter.protobuf;

import org.jspecify.annotations.NullMarked;
