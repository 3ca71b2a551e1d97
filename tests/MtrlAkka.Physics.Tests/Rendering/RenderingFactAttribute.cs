using MtrlAkka.Physics.Rendering;

namespace MtrlAkka.Physics.Tests.Rendering;

/// <summary>A test that makes pictures, and says so where nothing draws.</summary>
internal sealed class RenderingFactAttribute : FactAttribute
{
    public RenderingFactAttribute()
    {
        try
        {
            _ = GraphicsPlatform.Description;
        }
        catch (RenderingException error)
        {
            Skip = error.Message;
        }
    }
}
