import { ProtobufReader } from "./protobuf_reader.ts";
import { ProtobufWriter } from "./protobuf_writer.ts";
import { type Node, readModel } from "./read_model.ts";
import { writeValueInfo } from "./write_value_info.ts";

/**
 * Takes the `ZipMap` nodes out of a model, which skl2onnx adds unless told otherwise: they turn the
 * tensor of probabilities into a sequence of maps, slow everywhere and unreadable in browsers. The
 * tensor becomes an output under its own name; all else keeps its bytes.
 *
 * @param bytes The file.
 * @returns The file without them, or `bytes` itself if it has none.
 * @throws {OnnxError} If the bytes are no ONNX model.
 */
export function removeZipMaps(bytes: Uint8Array): Uint8Array {
  const { nodes } = readModel(bytes);
  const zipMaps = nodes.filter(({ opType, domain }) =>
    opType === "ZipMap" && domain === "ai.onnx.ml"
  );
  if (zipMaps.length === 0) return bytes;
  const model = new ProtobufWriter();
  const reader = new ProtobufReader(bytes);
  while (reader.next()) {
    if (reader.field === 7) {
      model.message(7, (graph) => copyGraph(reader.message(), graph, bytes, zipMaps));
    } else copyField(reader, model, bytes);
  }
  return model.finish();
}

function copyGraph(
  reader: ProtobufReader,
  graph: ProtobufWriter,
  bytes: Uint8Array,
  zipMaps: readonly Node[],
): void {
  const tensors = new Map(
    zipMaps.map(({ inputs, outputs }) => [outputs[0] ?? "", inputs[0] ?? ""]),
  );
  while (reader.next()) {
    if (reader.field === 1 && zipMaps.some(({ offset }) => offset === reader.fieldOffset)) {
      reader.skip();
    } else if (reader.field === 12) {
      const output = reader.bytes();
      const tensor = tensors.get(readName(output));
      if (tensor === undefined) graph.bytes(12, output);
      else graph.message(12, (info) => writeValueInfo(info, tensor, "float", [null, null]));
    } else copyField(reader, graph, bytes);
  }
}

function copyField(reader: ProtobufReader, writer: ProtobufWriter, bytes: Uint8Array): void {
  reader.skip();
  writer.raw(bytes.subarray(reader.fieldOffset, reader.position));
}

function readName(valueInfo: Uint8Array): string {
  const reader = new ProtobufReader(valueInfo);
  while (reader.next()) {
    if (reader.field === 1) return reader.text();
    reader.skip();
  }
  return "";
}
