#pragma once
#include <napi.h>

namespace binding {

// `gather`, `scatter` and `scatterTexts`.
void exportColumns(Napi::Object exports);

}  // namespace binding
