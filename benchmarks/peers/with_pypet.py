"""pypet: needs a folder with its source, named by the environment variable PYPET_SRC."""
import logging
import os
import sys

from serve import serve, timed

SOURCE = os.environ.get("PYPET_SRC")


def answers():
    import numpy as np

    sys.path.insert(0, SOURCE)
    from pypet import Environment, Trajectory, load_trajectory

    logging.disable(logging.CRITICAL)

    def simulate(traj):
        traj.f_add_result("z", traj.x * 2, comment="Twice x")
        traj.f_add_result("array", np.full(100, float(traj.x)), comment="A hundred times x")

    def explored(runs, folder):
        env = Environment(
            trajectory="bench", filename=folder + "/bench.hdf5", add_time=False, log_config=None, git_repository=None
        )
        env.traj.f_add_parameter("x", 0)
        env.traj.f_explore({"x": list(range(runs))})
        return env

    def run_store(folder, runs):
        env = explored(runs, folder)
        return timed(lambda: env.run(simulate))

    def leaves_store(folder, leaves):
        traj = Trajectory("bench", filename=folder + "/bench.hdf5", add_time=False)
        for i in range(leaves):
            traj.f_add_result("group%d.result%d" % (i % 20, i), np.full(100, float(i)), comment="Numbers")
        return timed(lambda: traj.f_store())

    def loading(mode):
        def operation(folder, runs):
            explored(runs, folder).run(simulate)
            return timed(
                lambda: load_trajectory(name="bench", filename=folder + "/bench.hdf5", load_results=mode, load_other_data=mode)
            )

        return operation

    return {"runStore": run_store, "leavesStore": leaves_store, "loadAll": loading(2), "loadSkeleton": loading(1)}


serve(answers() if SOURCE else {}, reason=None if SOURCE else "PYPET_SRC is not set")
