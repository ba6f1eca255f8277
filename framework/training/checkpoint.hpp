#ifndef GATEWISE_TRAINING_CHECKPOINT_HPP
#define GATEWISE_TRAINING_CHECKPOINT_HPP

#include <filesystem>
#include <optional>
#include <string>

#include "training/trainer.hpp"

namespace gatewise {

/// Keeps a training's state in a safetensors file. `key` says of which training: all that determines it. Durable when
/// it returns; a crash leaves the old file or the new one. Throws InputError.
void write_checkpoint(const std::filesystem::path& file, const std::string& key, const Checkpoint& checkpoint);

/// Empty where there is no file, or one of another training, or one that can't be read or contradicts itself. Throws
/// InputError where it is a link.
std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& file, const std::string& key);

/// Whether it is of a training with so many parameters, and after no more epochs than that has.
bool fits(const Checkpoint& checkpoint, std::int64_t parameters, std::int64_t epochs);

}  // namespace gatewise

#endif
