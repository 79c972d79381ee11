/** Reads server-sent events of an answer to a POST, which the browser's own reader cannot ask for. */

/**
 * @param {Response} response
 * @yields {{ event: string, data: object }}
 */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += chunk.value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    yield* blocks.map(parse).filter((found) => found !== undefined);
  }
}

/** Undefined for a comment, which only shows that the other end is there. */
function parse(block) {
  const fields = block.split("\n").map((line) => line.match(/^(\w+): ?(.*)$/));
  const value = (name) => fields.filter((field) => field?.[1] === name).map((field) => field[2]);
  const data = value("data");
  return data.length === 0 ? undefined : { event: value("event")[0] ?? "message", data: JSON.parse(data.join("\n")) };
}
