#include "training/checkpoint.hpp"

#include "base/safetensors.hpp"

namespace gatewise {
namespace {

Tensor flat(const std::vector<float>& values) { return {{static_cast<std::int64_t>(values.size())}, values}; }

}  // namespace

void write_checkpoint(const std::filesystem::path& file, const std::string& key, const Checkpoint& checkpoint) {
  const TrainingResult& so_far = checkpoint.so_far;
  const Json progress{{"epochs", so_far.epochs},
                      {"best_epoch", so_far.best_epoch},
                      {"updates", so_far.updates},
                      {"optimiser_step", checkpoint.optimiser.step}};
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
    return Checkpoint{
        read.at("parameters").data,
        {read.at("optimiser.first").data, read.at("optimiser.second").data, progress.at("optimiser_step")},
        {read.at("best").data, progress.at("epochs"), progress.at("best_epoch"), progress.at("updates")}};
  } catch (const std::exception&) {
    return std::nullopt;  // what can't be read is trained again
  }
}

}  // namespace gatewise
