package drawing
import ("testing";"os";"bytes";"lianzhang/internal/platform/docx";"lianzhang/internal/platform/document";"encoding/json";"lianzhang/internal/chain/graph")
func TestOut2(t *testing.T){
 b,_ := os.ReadFile("../template/copper.json"); var d graph.Doc; json.Unmarshal(b,&d)
 m := &Map{Title:d.Name}
 for i,n := range d.Nodes { nn:=Node{ID:n.Key,Name:n.Name,Stream:n.Stream,Parent:n.Parent,Level:Level(i%6),Line:"4家　12.4亿元"}; if i%7==0 {nn.Gap=Gaps()[i%4];nn.Rank=int64(i/7+1)}; m.Nodes=append(m.Nodes,nn)}
 for _,e := range d.Edges { m.Links=append(m.Links,Link{From:e.From,To:e.To,Supply:[]Supply{"",Local,Outside}[len(e.From+e.To)%3]})}
 for name,m := range map[string]*Map{"w1":m,"w2":random(300,600,3,0)} {
 w := Layout(m).Word(ByStrength); w.Caption="图1　产业链图谱"
 var buf bytes.Buffer
 err := docx.Write(&buf,&document.Doc{Title:"铜基新材料产业链图谱",Blocks:[]document.Block{document.P(document.Text("正文一段。")),w,document.H(1,"下一节"),document.P(document.Text("后文。"))}},docx.Options{})
 if err!=nil {t.Fatal(err)}
 os.WriteFile("/tmp/lz/B/"+name+".docx",buf.Bytes(),0o644); t.Log(buf.Len())
 }
}
