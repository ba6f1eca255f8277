#include "training/checkpoint.hpp"

#include "base/json.hpp"
#include "base/safetensors.hpp"

namespace gatewise {
namespace {

Tensor flat(const std::vector<float>& values) { return {{static_cast<std::int64_t>(values.size())}, values}; }

}  // namespace

void write_checkpoint(const std::filesystem::path& file, const std::string& key, const Checkpoint& checkpoint) {
  const TrainingResult& so_far = checkpoint.so_far;
  Json progress{{"epochs", so_far.epochs},
                {"best_epoch", so_far.best_epoch},
                {"updates", so_far.updates},
                {"untrained", so_far.untrained},
                {"optimiser_step", checkpoint.optimiser.step}};
  if (so_far.retry) progress["retry"] = *so_far.retry;
  if (so_far.int8) progress["int8"] = *so_far.int8;
  write_safetensors(file, {{{"parameters", flat(checkpoint.parameters)},
                            {"best", flat(so_far.parameters)},
                            {"optimiser.first", flat(checkpoint.optimiser.first)},
                            {"optimiser.second", flat(checkpoint.optimiser.second)}},
                           {{"key", key}, {"progress", progress.dump()}}});
}

std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& file, const std::string& key) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  try {
    const TensorFile read = read_safetensors(file);
    if (read.metadata.at("key") != key) return std::nullopt;
    const Json progress = Json::parse(read.metadata.at("progress"));
    TrainingResult so_far{read.at("best").data, progress.at("epochs"), progress.at("best_epoch"),
                          progress.at("updates"), progress.at("untrained").get<GradientView>()};
    if (progress.contains("retry")) so_far.retry = progress.at("retry").get<Retry>();
    if (progress.contains("int8")) so_far.int8 = progress.at("int8").get<Int8Phase>();
    return Checkpoint{
        read.at("parameters").data,
        {read.at("optimiser.first").data, read.at("optimiser.second").data, progress.at("optimiser_step")},
        std::move(so_far)};
  } catch (const std::exception&) {
    return std::nullopt;  // what can't be read is trained again
  }
}

}  // namespace gatewise
