using Microsoft.AspNetCore.Components;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Dashboard.Feeds;

namespace MtrlAkka.Dashboard.Components;

/// <summary>A page of one run.</summary>
public abstract class RunPage : LivePage
{
    /// <summary>Name of the run.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>What is known of it; null where there is no such run.</summary>
    protected RunView? Run => Feed.Run(Name);

    /// <summary>How it stands, where it is under way and can be asked.</summary>
    protected RunStatus? Status => View.Status(Name);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // A run that nobody looked at before is looked at now, not a second later.
        if (Run is { Serial: 0 }) Feed.Wake();
    }
}
