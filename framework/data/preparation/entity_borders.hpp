#ifndef GATEWISE_DATA_PREPARATION_ENTITY_BORDERS_HPP
#define GATEWISE_DATA_PREPARATION_ENTITY_BORDERS_HPP

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Whether one entity holds two labels that follow each other in a token labelling: a cut between them would change
/// what is asked. False where either is none, and where labels are no entity tags.
bool cuts_entity(std::int32_t before, std::int32_t label, const RawDataset& raw);

/// Throws InputError where validation or test, dealt by rows, would begin or end within an entity: its parts would be
/// scored as entities of their own.
void check_entity_borders(const DatasetDescription& description, const RawDataset& raw);

}  // namespace gatewise

#endif
