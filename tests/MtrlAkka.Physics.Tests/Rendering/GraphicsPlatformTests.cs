using MtrlAkka.Physics.Rendering;

namespace MtrlAkka.Physics.Tests.Rendering;

[Collection(nameof(Drawing))]
public sealed class GraphicsPlatformTests
{
    [Fact]
    public void An_unknown_choice_is_named()
    {
        var error = Assert.Throws<RenderingException>(() => GraphicsPlatform.Find("glx"));
        Assert.Contains("MTRL_GL=glx: it must be osmesa or egl", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("osmesa", "libosmesa6")]
    [InlineData("egl", "libegl1")]
    public void A_choice_is_there_or_its_package_is_named(string choice, string package)
    {
        try
        {
            Assert.StartsWith(choice, GraphicsPlatform.Find(choice).Description, StringComparison.OrdinalIgnoreCase);
        }
        catch (RenderingException error)
        {
            Assert.Contains(package, error.Message, StringComparison.Ordinal);
        }
    }
}
