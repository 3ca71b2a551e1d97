using MtrlAkka.Cli.Pictures;

namespace MtrlAkka.Cli.Tests.Pictures;

public class MontageTests
{
    [Fact]
    public void Pictures_stand_in_rows_with_names_under_them()
    {
        var montage = new Montage(count: 5, columns: 3, tileWidth: 20, tileHeight: 10);
        Assert.Equal((4 + (3 * 24), 4 + (2 * (10 + Montage.LabelHeight))), (montage.Width, montage.Height));
        var whole = montage.Empty();
        var tile = new Picture(20, 10);
        var label = new Picture(montage.LabelWidth, Montage.LabelHeight);
        label.Fill(0.5f);
        montage.Place(whole, 4, tile);
        montage.PlaceLabel(whole, 4, label);
        int left = 4 + 24, top = 4 + 10 + Montage.LabelHeight;
        Assert.Equal(255, Red(whole, left - 1, top));
        Assert.Equal(0, Red(whole, left, top));
        Assert.Equal(0, Red(whole, left + 19, top + 9));
        Assert.Equal(127, Red(whole, left + 19, top + 10));
        Assert.Equal(127, Red(whole, left, montage.Height - 1));
        Assert.Equal(255, Red(whole, left + 20, top + 10));
    }

    [Fact]
    public void Fewer_pictures_than_columns_make_a_narrower_grid() => Assert.Equal(4 + (2 * 24), new Montage(2, 10, 20, 10).Width);

    private static int Red(Picture picture, int x, int y) => picture.Rgb[((y * picture.Width) + x) * 3];
}
