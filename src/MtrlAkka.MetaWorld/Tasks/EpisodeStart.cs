using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>
/// What a task remembers of its episode's start; the rewards measure progress against it. One shape for all tasks,
/// so that an episode is saved and restored in one place.
/// </summary>
/// <param name="Fingers">The finger centre after the hand came to rest.</param>
/// <param name="Thing">Where the object began.</param>
/// <param name="Target">Where it belongs.</param>
/// <param name="Landmark">Another point of the object, where a task needs one.</param>
/// <param name="Extent">A distance, metres, where a task needs one.</param>
/// <param name="Height">How high the object began, metres, where a task needs it.</param>
public record struct EpisodeStart(Point Fingers, Point Thing, Point Target, Point Landmark, double Extent, double Height);
