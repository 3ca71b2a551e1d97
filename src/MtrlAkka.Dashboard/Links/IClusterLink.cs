using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Dashboard.Links;

/// <summary>How the page hears of actor systems, and acts on them: a cluster's, or those of this process.</summary>
public interface IClusterLink
{
    /// <summary>How each of them stands now; none where nothing is under way that could be asked.</summary>
    /// <exception cref="SettingsException">They do not answer; the message says what to do.</exception>
    Task<IReadOnlyList<ClusterStatus>> StatusAsync();

    /// <summary>Does something to a run that is under way.</summary>
    /// <param name="run">Its name.</param>
    /// <param name="action">What to do.</param>
    /// <exception cref="SettingsException">It is not under way, or nobody answers.</exception>
    Task ActAsync(string run, RunAction action);

    /// <summary>Has a node hand over its parts and end.</summary>
    /// <param name="node">Its address, <c>HOST:PORT</c>.</param>
    /// <exception cref="SettingsException">It cannot be.</exception>
    Task DrainAsync(string node);
}
