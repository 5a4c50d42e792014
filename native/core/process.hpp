#pragma once

namespace h5 {

// Lets the system kill this process when its parent ends, however busy it is then. False where there is no such thing.
bool dieWithParent();

// Takes or gives back the lock of a whole open file, which belongs to the open file and not to the process: another
// descriptor of this process is kept out too, and the end of the process frees it. False when somebody else has it.
bool lockWhole(int descriptor, bool lock);

}  // namespace h5
