#include "training/checkpoint.hpp"

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/json_text.hpp"
#include "base/safetensors.hpp"

namespace gatewise {
namespace {

Tensor flat(const std::vector<float>& values) { return {{static_cast<std::int64_t>(values.size())}, values}; }

bool is_finite(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

/// Whether its parts can be one training's. An optimiser that remembers something does so for each parameter.
bool is_of_one_training(const Checkpoint& checkpoint) {
  const TrainingResult& so_far = checkpoint.so_far;
  const std::size_t parameters = checkpoint.parameters.size();
  const auto epochs = static_cast<std::int64_t>(so_far.epochs.size());
  const auto remembers = [&](const std::vector<float>& memory) {
    return memory.empty() || memory.size() == parameters;
  };
  return so_far.parameters.size() == parameters && so_far.best_epoch < epochs &&
         remembers(checkpoint.optimiser.first) && remembers(checkpoint.optimiser.second) &&
         is_finite(checkpoint.parameters) && is_finite(so_far.parameters) && is_finite(checkpoint.optimiser.first) &&
         is_finite(checkpoint.optimiser.second) && (!so_far.retry || so_far.retry->after_epochs <= epochs) &&
         (!so_far.int8 || so_far.int8->after_epochs <= epochs);
}

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
  write_safetensors(OwnFile::in_folder(file), {{{"parameters", flat(checkpoint.parameters)},
                                                {"best", flat(so_far.parameters)},
                                                {"optimiser.first", flat(checkpoint.optimiser.first)},
                                                {"optimiser.second", flat(checkpoint.optimiser.second)}},
                                               {{"key", key}, {"progress", progress.dump()}}});
}

std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& file, const std::string& key) {
  const OwnFile own = OwnFile::in_folder(file);
  if (!own.exists()) return std::nullopt;
  try {
    const TensorFile read = read_safetensors(own);
    if (read.metadata.at("key") != key) return std::nullopt;
    const Json progress = parse_json(read.metadata.at("progress"));
    TrainingResult so_far{read.at("best").data, member_of(progress, "epochs").get<std::vector<Epoch>>(),
                          count_at(progress, "best_epoch"), count_at(progress, "updates"),
                          member_of(progress, "untrained").get<GradientView>()};
    if (progress.contains("retry")) so_far.retry = progress.at("retry").get<Retry>();
    if (progress.contains("int8")) so_far.int8 = progress.at("int8").get<Int8Phase>();
    Checkpoint checkpoint{
        read.at("parameters").data,
        {read.at("optimiser.first").data, read.at("optimiser.second").data, count_at(progress, "optimiser_step")},
        std::move(so_far)};
    if (!is_of_one_training(checkpoint)) return std::nullopt;
    return checkpoint;
  } catch (const std::exception&) {
    return std::nullopt;  // what can't be read is trained again
  }
}

bool fits(const Checkpoint& checkpoint, std::int64_t parameters, std::int64_t epochs) {
  return static_cast<std::int64_t>(checkpoint.parameters.size()) == parameters &&
         static_cast<std::int64_t>(checkpoint.so_far.epochs.size()) <= epochs;
}

}  // namespace gatewise
