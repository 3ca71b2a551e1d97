namespace MtrlAkka.Dashboard.Clips;

/// <summary>Makes a film of an episode, outside of the process that trains and with what the processor has left over.</summary>
public interface IFilmMaker
{
    /// <summary>Plays a task with the policy of a run's checkpoint, and films it.</summary>
    /// <param name="run">Path of the run's folder.</param>
    /// <param name="task">Full name of the task.</param>
    /// <param name="round">Rounds of the checkpoint.</param>
    /// <param name="file">The file to write, a GIF.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="IOException">There is no film; the message says why.</exception>
    Task MakeAsync(string run, string task, long round, string file, CancellationToken stopping);
}
